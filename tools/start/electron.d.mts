export declare const standIn: string;
export declare function findBinary(folder?: string): string | undefined;
export declare function installBinary(say: (text: string) => void, limitMs?: number): boolean;
export declare function standInEnvironment(): Record<'ELECTRON_OVERRIDE_DIST_PATH' | 'ELECTRON_EXEC_PATH', string>;
