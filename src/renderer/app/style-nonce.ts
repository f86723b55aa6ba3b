/** The nonce of this load, which the `app://` handler wrote into the page; empty in a page served without one. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';

// Libraries (radix, sonner) make a <style> of their own, some while they are imported, and take no nonce: so every <style>
// that a script makes is given it. A script that may run here could read the nonce anyway; this opens nothing that the
// policy closes.
const createElement = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options);
  if (name.toLowerCase() === 'style') element.nonce = styleNonce;
  return element;
}) as typeof document.createElement;
