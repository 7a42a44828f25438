import type { ForeignFormatId } from './foreign.js';

/** First bytes in hexadecimal, from an offset; a dot is any digit. */
type Signature = readonly [format: ForeignFormatId, hex: string, offset?: number];

/** The first bytes of binary formats, from their specifications. Longer ones come before their prefixes. */
const signatures: readonly Signature[] = [
  ['lz4', '04224d18'],
  ['lz4', '02214c18'],
  ['snappy', 'ff060000734e61507059'],
  ['compress', '1f9d'],
  ['lzip', '4c5a4950'],
  ['lzop', '894c5a4f000d0a1a0a'],
  ['lzma', '5d0000....ffffffffffffffff'],
  ['7z', '377abcaf271c'],
  ['rar', '526172211a07'],
  ['cab', '4d53434600000000'],
  ['cpio', '303730373031'],
  ['cpio', '303730373032'],
  ['cpio', '303730373037'],
  ['cpio', 'c771'],
  ['ar', '213c617263683e0a'],
  ['rpm', 'edabeedb'],
  ['iso', '4344303031', 0x8001],
  ['parquet', '50415231'],
  ['parquet', '50415245'],
  ['orc', '4f5243'],
  ['avro', '4f626a01'],
  ['arrow', '4152524f5731'],
  ['old-office', 'd0cf11e0a1b11ae1'],
  ['sqlite', '53514c69746520666f726d6174203300'],
  ['hdf5', '894844460d0a1a0a'],
  ['cbor', 'd9d9f7'],
  ['smile', '3a290a0'],
  ['journal', '4c504b5348485248'],
  ['evtx', '456c6646696c6500'],
  ['pcap', 'd4c3b2a1'],
  ['pcap', 'a1b2c3d4'],
  ['pcap', '4d3cb2a1'],
  ['pcap', 'a1b23c4d'],
  ['pcap', '0a0d0d0a........1a2b3c4d'],
  ['pcap', '0a0d0d0a........4d3c2b1a'],
  ['pickle', '800295'],
  ['pickle', '80027d'],
  ['pickle', '80025d'],
  ['pickle', '80037d'],
  ['pickle', '80035d'],
  ['pickle', '800[45]95'],
  ['age', '6167652d656e6372797074696f6e2e6f7267'],
  ['openssl', '53616c7465645f5f'],
  ['pdf', '255044462d'],
  ['postscript', '25215053'],
  ['rtf', '7b5c727466'],
  ['elf', '7f454c46'],
  ['mach-o', 'c[ef]faedfe'],
  ['mach-o', 'feedfac[ef]'],
  ['pe', '4d5a....00'],
  ['wasm', '0061736d01000000'],
  ['java-class', 'cafebabe0000'],
  ['picture', '89504e470d0a1a0a'],
  ['picture', 'ffd8ff'],
  ['picture', '4749463837'],
  ['picture', '4749463839'],
  ['picture', '424d........00000000'],
  ['picture', '49492a00'],
  ['picture', '4d4d002a'],
  ['picture', '52494646........57454250'],
  ['picture', '00000100..00'],
  ['sound', '52494646'],
  ['sound', '494433'],
  ['sound', '4f676753'],
  ['sound', '664c6143'],
  ['sound', '1a45dfa3'],
  ['sound', '66747970', 4],
  ['font', '774f46(?:32|46)'],
  ['font', '0001000000'],
  ['git-pack', '5041434b000000'],
  ['git-pack', '44495243000000'],
  // OpenPGP packets: session keys and public keys, in the old and the new format.
  ['gnupg-binary', '(?:85....03|84..03|8c..0[45]|c1(?:[0-9ab].|[cd]...)03|c3..0[456]|99....0[34])'],
  // A map, perhaps in an array, whose first key is text.
  ['cbor', '(?:9f)?(?:a[1-9a-f]|b[0-7f])[67].[2-7]'],
  // Deflated data with a header for a window of 32 KiB.
  ['zlib', '7801'],
  ['zlib', '785e'],
  ['zlib', '789c'],
  ['zlib', '78da'],
];

const compiled: readonly (readonly [ForeignFormatId, RegExp, number])[] = signatures.map(
  ([format, hex, offset = 0]) => [format, new RegExp(`^${hex}`), offset],
);

/** Number of bytes of which one is not text if an input is binary. */
const binaryBytes = 512;

/**
 * Recognizes an input in a binary format that is not read, by its first bytes.
 *
 * @param isWhole whether `head` is the whole input.
 */
export function identifyBinary(head: Uint8Array, isWhole: boolean): ForeignFormatId | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (isWhole && bytes.length > 0 && bytes.every((byte) => byte === 0)) return 'all-nul';
  const isBinary = bytes.subarray(0, binaryBytes).some(isBinaryByte);
  for (const [format, hex, offset] of compiled) {
    // Text may begin with a short signature.
    if (!isBinary && hex.source.length < 11) continue;
    if (hex.test(bytes.toString('hex', offset, offset + 20))) return format;
  }
  return undefined;
}

/** First members of Office documents, which are zip archives. */
const officeMembers =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/|mimetypeapplication\/vnd\.)/;

/** Whether a zip archive is an Office document. Its first member has a name of known length. */
export function isOfficeDocument(head: Uint8Array): boolean {
  return officeMembers.test(Buffer.from(head.subarray(30, 100)).toString('latin1'));
}

/** Whether a byte is not ASCII, or a control character that text does not have. */
function isBinaryByte(byte: number): boolean {
  const isSpaceOrEscape = (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b;
  return byte >= 0x7f || (byte < 0x20 && !isSpaceOrEscape);
}
