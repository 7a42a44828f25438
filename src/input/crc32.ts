import * as zlib from 'node:zlib';

/** Node's own function, available since 20.15. */
const { crc32: native } = zlib as {
  readonly crc32?: (bytes: Uint8Array, value?: number) => number;
};

/** Continues the CRC-32 `value` of the bytes before with more bytes. */
export const crc32: (bytes: Uint8Array, value: number) => number = native ?? tabulated;

/** For each byte, its remainder by the polynomial. */
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder >>> 1) ^ ((remainder & 1) === 1 ? 0xedb88320 : 0);
  }
  return remainder;
});

function tabulated(bytes: Uint8Array, value: number): number {
  let crc = ~value;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
