/** The kind of a file, detected from its first bytes. */
export type FileKind =
  | { readonly kind: 'elf' }
  | {
      readonly kind: 'script';
      /** The text after `#!`: the interpreter's path, and its argument if it has one. */
      readonly interpreter: string;
      /** Whether the bytes end before the line, so that the interpreter may be longer. */
      readonly cut: boolean;
    }
  /** Text without a `#!` line. */
  | { readonly kind: 'text' }
  | { readonly kind: 'data' };

/** How many of a file's first bytes endpoint events include. */
const headerBytes = 16;

const elfMagic = '7f454c46';

/**
 * Detects the kind of a file from `file.Ext.header_bytes`.
 *
 * @param headerBytesHex the file's first bytes in hexadecimal; fewer than 16 bytes are the whole file.
 * @returns undefined if the file is empty or the text is not hexadecimal.
 */
export function fileKind(headerBytesHex: string): FileKind | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(headerBytesHex)) return undefined;
  if (headerBytesHex.toLowerCase().startsWith(elfMagic)) return { kind: 'elf' };
  const bytes = Buffer.from(headerBytesHex, 'hex');
  return shebangKind(bytes) ?? { kind: isText(bytes) ? 'text' : 'data' };
}

/** Parses a `#!` line as Linux does: up to the end of the line or a null byte, without surrounding blanks. */
function shebangKind(bytes: Buffer): FileKind | undefined {
  const text = bytes.toString('utf8');
  if (!text.startsWith('#!')) return undefined;
  const end = text.search(/[\n\0]/);
  const cut = end < 0 && bytes.length >= headerBytes;
  const interpreter = text.slice(2, end < 0 ? undefined : end).replace(/^[ \t]+|[ \t]+$/g, '');
  return interpreter === '' && !cut ? undefined : { kind: 'script', interpreter, cut };
}

/** Whether bytes are UTF-8 without control characters except white space. The last character may be incomplete. */
function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !/[^\P{Cc}\t\n\f\r]/u.test(text);
  } catch {
    return false;
  }
}
