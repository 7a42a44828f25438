import { readFileSync } from 'node:fs';

/** Reads a file of the program by its name. */
type AssetReader = (name: string) => Uint8Array<ArrayBuffer>;

let embedded: AssetReader | undefined;

/** Sets how the files of the program are read if they are embedded in it: it is one file then. */
export function embedAssets(read: AssetReader): void {
  embedded = read;
}

/** The text of an embedded file of the program; undefined if the program is not one file. */
export function embeddedText(name: string): string | undefined {
  return embedded === undefined ? undefined : Buffer.from(embedded(name)).toString();
}

/** Reads a file of the program, whether it is embedded or not. */
export function readAsset(file: URL): Uint8Array<ArrayBuffer> {
  const name = file.pathname.slice(file.pathname.lastIndexOf('/') + 1);
  return embedded?.(name) ?? readFileSync(file);
}
