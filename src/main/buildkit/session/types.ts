import type { StatusEvent } from '../../../shared/build/status-event.ts';
import type { Failure } from '../../../shared/contract/failure.ts';
import type { EngineAddress } from '../../engine/index.ts';
import type { DialTarget } from '../dial/target.ts';

/** A registry login as BuildKit takes it; an identity token goes in `secret` with an empty `username`. */
export interface RegistryCredentials {
  readonly username: string;
  readonly secret: string;
  /** A token for the registry itself (`registrytoken` in docker's config), taken as it is. */
  readonly registryToken?: string;
}

/** Where the tar stream of an exporter (`docker`, `oci`, `tar`) goes; `exporterIndex` counts in `SolveRequest.exporters`. */
export interface SessionExport {
  readonly exporterIndex: number;
  readonly to:
    | { readonly kind: 'engine-load'; readonly engine: EngineAddress }
    | { readonly kind: 'file'; readonly path: string }
    /** Files of the exporter `local`, laid into a folder; `mirror` for its attribute `mode=delete`: removes what is in the folder and is none of them. */
    | { readonly kind: 'folder'; readonly path: string; readonly mirror?: boolean }
    /** An OCI image layout, of `oci` or `docker` with `tar=false`; at most one. Call `indexLayout` after the solve: it names the image. */
    | { readonly kind: 'layout'; readonly path: string };
}

export interface SessionOptions {
  readonly target: DialTarget;
  /** `basename(context) + ":" + node id`: folders sent under the same key are sent incrementally. As the CLI makes it, or it sends all again. */
  readonly sharedKey: string;
  /** What the daemon may read: `context`, `dockerfile`, names of local named contexts -> absolute folder. */
  readonly localDirs: Readonly<Record<string, string>>;
  /** The ignore file of `context`: what it names is not read before the daemon asks for it. What is sent, the daemon alone decides. */
  readonly ignoreFile?: string | undefined;
  /** Secret id -> value of at most 500 KiB. Kept in the worker's memory only. */
  readonly secrets?: Readonly<Record<string, Uint8Array>>;
  readonly exports?: readonly SessionExport[];
  /**
   * docker's config folder: `.token_seed` in it makes that tokens of registries are fetched here, so that passwords stay on this machine, and
   * that BuildKit takes Slipway and the CLI for one client. Undefined: BuildKit is given the logins and fetches tokens itself, as it is with
   * BUILDKIT_NO_CLIENT_TOKEN.
   */
  readonly tokenSeedFolder?: string | undefined;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not, for what is fetched here; without them no proxy is used. */
  readonly proxyVariables?: Readonly<Record<string, string>>;
  /** Asked for each registry host (`registry-1.docker.io` for Docker Hub), one after the other; undefined = anonymous. */
  readonly onCredentials?: (host: string) => Promise<RegistryCredentials | undefined>;
  /** Progress of what the client itself does, such as `importing to docker`, as vertices of its own. */
  readonly onStatus?: (event: StatusEvent) => void;
  /** The session was lost before `close`; a build that still needs it will fail. */
  readonly onLost?: (failure: Failure) => void;
  /** Gives up the start; later it has no effect. */
  readonly signal?: AbortSignal;
}

/** What the daemon reads from and writes to while it builds. One session may serve several solves on one node. */
export interface BuildSession {
  /** Goes into `SolveRequest.session`. */
  readonly id: string;
  /** Failures of exports and folders that BuildKit would report only as a broken stream; the newest last. */
  failures(): readonly Failure[];
  /**
   * The failure of this side that made a solve fail; undefined where BuildKit's own error is the reason.
   *
   * @param words the message of the solve's error; undefined where BuildKit told none
   */
  causeOf(words: string | undefined): Failure | undefined;
  /**
   * What is not as it was asked for although the session goes on: a file that could not be read and was sent as empty, or that changed
   * while it was sent (at most 100), a login that could not be looked up. If the build failed, it may be why.
   */
  warnings(): readonly Failure[];
  /** What is at its place already and stays there if the build does not succeed: files in a folder, an image in Docker. */
  leftovers(): readonly Failure[];
  /** Puts the files that came into their places. Call it after the solve succeeded; what could not be is among the failures then. */
  commit(): Promise<void>;
  /** Ends the session and its worker; discards what is not committed. Call it after the solve returned. */
  close(): Promise<void>;
}
