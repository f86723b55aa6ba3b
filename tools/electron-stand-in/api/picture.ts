/** As much of Electron's NativeImage as a captured page needs, from the base64 text of a PNG. */
export function pictureOf(base64: string) {
  const png = Buffer.from(base64, 'base64');
  return {
    toPNG: () => png,
    toDataURL: () => `data:image/png;base64,${base64}`,
    isEmpty: () => png.length === 0,
    // A PNG's header holds its size at these places.
    getSize: () => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }),
  };
}
