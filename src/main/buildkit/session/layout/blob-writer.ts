import { createHash, type Hash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';

/** Where a blob lies in an OCI image layout (opencontainers/image-spec image-layout.md). */
export function blobPath(layout: string, digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new GrpcError(GrpcCode.invalidArgument, `${JSON.stringify(digest)} is no digest of SHA-256`);
  }
  return join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length));
}

/** One blob on its way into a layout; it appears there when it is whole and what its digest says. */
export class BlobWriter {
  readonly #layout: string;
  #partial: string | undefined;
  #file: number | undefined;
  readonly #hash: Hash = createHash('sha256');
  #offset = 0;

  constructor(layout: string) {
    this.#layout = layout;
  }

  get offset(): number {
    return this.#offset;
  }

  /** @throws GrpcError when there is a gap */
  write(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#offset) {
      throw new GrpcError(GrpcCode.outOfRange, `write at ${offset} of a blob that has ${this.#offset} bytes`);
    }
    this.#file ??= this.#create();
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#hash.update(bytes);
    this.#offset += bytes.length;
  }

  /**
   * @param expected digest; empty where it is not known before
   * @param total in bytes; 0 where it is not known
   * @returns the digest
   * @throws GrpcError when it is not what was expected
   */
  commit(expected: string, total: number): string {
    const file = this.#file ?? this.#create();
    this.#file = file;
    const digest = `sha256:${this.#hash.digest('hex')}`;
    if (total > 0 && total !== this.#offset) {
      throw new GrpcError(GrpcCode.failedPrecondition, `unexpected size ${this.#offset}, expected ${total}`);
    }
    if (expected !== '' && expected !== digest) {
      throw new GrpcError(GrpcCode.failedPrecondition, `unexpected digest ${digest}, expected ${expected}`);
    }
    fsyncSync(file);
    closeSync(file);
    this.#file = undefined;
    renameSync(this.#partial ?? '', blobPath(this.#layout, digest));
    this.#partial = undefined;
    return digest;
  }

  /** Removes what is not whole. */
  abandon(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    if (this.#partial !== undefined) rmSync(this.#partial, { force: true });
  }

  #create(): number {
    const folder = join(this.#layout, 'blobs', 'sha256');
    mkdirSync(folder, { recursive: true });
    this.#partial = join(this.#layout, `.${randomBytes(6).toString('hex')}.partial`);
    return openSync(this.#partial, 'wx');
  }
}

export function hasBlob(layout: string, digest: string): boolean {
  return existsSync(blobPath(layout, digest));
}
