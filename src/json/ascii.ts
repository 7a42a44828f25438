// The bytes of JSON's punctuation.

export const newline = 0x0a;
export const quote = 0x22;
export const comma = 0x2c;
export const dot = 0x2e;
export const slash = 0x2f;
export const colon = 0x3a;
export const openingBracket = 0x5b;
export const backslash = 0x5c;
export const closingBracket = 0x5d;
export const openingBrace = 0x7b;
export const closingBrace = 0x7d;
