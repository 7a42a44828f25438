/** Formats that may hold events but are not read: archives, compressed, encoded or encrypted data, tables, text. */
const withLogs = [
  'lz4',
  'snappy',
  'compress',
  'lzip',
  'lzop',
  'lzma',
  'zlib',
  'zstd-long',
  'xz-large-dictionary',
  'xz-unsupported',
  '7z',
  'rar',
  'cab',
  'cpio',
  'ar',
  'rpm',
  'iso',
  'parquet',
  'orc',
  'avro',
  'arrow',
  'office',
  'old-office',
  'sqlite',
  'hdf5',
  'cbor',
  'smile',
  'journal',
  'pickle',
  'gnupg-binary',
  'gnupg-armored',
  'age',
  'openssl',
  'base64',
  'hex',
  'hex-dump',
  'uuencode',
  'git-lfs',
  'all-nul',
  'html',
  'xml',
  'yaml',
  'rubydebug',
  'javascript',
  'python-repr',
  'rtf',
  'own-report',
  'saved-objects',
  'rules',
  'timelines',
] as const;

/** Formats that hold no events, such as pictures and programs. */
const withoutLogs = [
  'pcap',
  'evtx',
  'pem',
  'pdf',
  'postscript',
  'elf',
  'pe',
  'mach-o',
  'wasm',
  'java-class',
  'picture',
  'sound',
  'font',
  'git-pack',
] as const;

/** A format that is recognized but not read. */
export type ForeignFormatId = (typeof withLogs | typeof withoutLogs)[number];

/** Whether an input in a format that is not read may hold events. */
export function mayHoldLogs(format: ForeignFormatId): boolean {
  return (withLogs as readonly ForeignFormatId[]).includes(format);
}

/** Formats of text that documentation and configuration have too. */
const commonText: ReadonlySet<ForeignFormatId> = new Set([
  'html',
  'xml',
  'yaml',
  'javascript',
  'rtf',
]);

/** Whether a file in such a format that was not named is more likely beside the logs than one of them. */
export function isCommonText(format: ForeignFormatId): boolean {
  return commonText.has(format);
}

/** The input is in a format that is not read. */
export class ForeignFormatError extends Error {
  override readonly name = 'ForeignFormatError';
  readonly format: ForeignFormatId;

  constructor(format: ForeignFormatId) {
    super(`the input is in the format ${format}`);
    this.format = format;
  }
}
