export declare const root: string;
interface Lock {
  readonly packages?: Readonly<
    Record<string, { version?: string; optional?: boolean; devOptional?: boolean; link?: boolean }>
  >;
}
export declare function findMissing(lock: Lock, installed: Lock | undefined): string | undefined;
export declare function installPackages(say: (text: string) => void): void;
