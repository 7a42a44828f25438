/** Characters that must never reach a terminal unescaped, listed independently of Unicode's tables. */
export const forbidden: readonly (readonly [first: number, last: number, what: string])[] = [
  [0x0000, 0x001f, 'C0 controls'],
  [0x007f, 0x007f, 'DEL'],
  [0x0080, 0x009f, 'C1 controls'],
  [0x00ad, 0x00ad, 'soft hyphen'],
  [0x034f, 0x034f, 'combining grapheme joiner'],
  [0x061c, 0x061c, 'Arabic letter mark'],
  [0x115f, 0x1160, 'Hangul fillers'],
  [0x180e, 0x180e, 'Mongolian vowel separator'],
  [0x200b, 0x200d, 'zero-width space, non-joiner, joiner'],
  [0x200e, 0x200f, 'left-to-right and right-to-left mark'],
  [0x2028, 0x2029, 'line and paragraph separator'],
  [0x202a, 0x202e, 'bidi embeddings and overrides'],
  [0x2060, 0x2064, 'word joiner, invisible operators'],
  [0x2066, 0x2069, 'bidi isolates'],
  [0x206a, 0x206f, 'deprecated format characters'],
  [0x3164, 0x3164, 'Hangul filler'],
  [0xd800, 0xdfff, 'lone surrogates'],
  [0xfeff, 0xfeff, 'byte order mark'],
  [0xffa0, 0xffa0, 'halfwidth Hangul filler'],
  [0xfff9, 0xfffb, 'interlinear annotations'],
  [0xe0000, 0xe007f, 'tags'],
];

/** The forbidden code points in a string, in hexadecimal, except newlines if they are allowed. */
export function forbiddenIn(text: string, { newlines = false } = {}): string[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
    .filter((code) => !(newlines && code === 0x0a))
    .filter((code) => forbidden.some(([first, last]) => code >= first && code <= last))
    .map((code) => code.toString(16));
}

/** Texts that attack their reader, by name, and how they must be shown. */
export const attacks: readonly {
  readonly name: string;
  readonly text: string;
  readonly shown: string;
}[] = [
  { name: 'ANSI color', text: '\x1b[31mred\x1b[0m', shown: '\\x1b[31mred\\x1b[0m' },
  { name: 'cursor movement', text: 'x\x1b[2A\x1b[5Dy', shown: 'x\\x1b[2A\\x1b[5Dy' },
  { name: 'clear screen', text: '\x1b[2J\x1b[H', shown: '\\x1b[2J\\x1b[H' },
  {
    name: 'OSC 52 clipboard',
    text: '\x1b]52;c;cm0gLXJmIC8=\x07',
    shown: '\\x1b]52;c;cm0gLXJmIC8=\\x07',
  },
  {
    name: 'OSC 8 hyperlink',
    text: '\x1b]8;;http://evil.example\x1b\\log\x1b]8;;\x1b\\',
    shown: '\\x1b]8;;http://evil.example\\x1b\\log\\x1b]8;;\\x1b\\',
  },
  {
    name: 'CR overwrite',
    text: '/etc/init.d/evil\r/etc/init.d/cron',
    shown: '/etc/init.d/evil\\x0d/etc/init.d/cron',
  },
  { name: 'backspace overwrite', text: 'evil\b\b\b\bcron', shown: 'evil\\x08\\x08\\x08\\x08cron' },
  {
    name: 'bidi override filename',
    text: 'exe.\u202ehs.tset',
    shown: 'exe.\\u{202e}hs.tset',
  },
  { name: 'bidi isolate', text: 'a\u2067b\u2069', shown: 'a\\u{2067}b\\u{2069}' },
  { name: 'soft hyphen', text: 'cr\u00adon', shown: 'cr\\xadon' },
  { name: 'zero-width space', text: 'cr\u200bon', shown: 'cr\\u{200b}on' },
  { name: 'zero-width joiner', text: 'cr\u200don', shown: 'cr\\u{200d}on' },
  { name: 'Hangul filler as a name', text: '/etc/init.d/\u3164', shown: '/etc/init.d/\\u{3164}' },
  { name: 'C1 CSI', text: '\x9b2J', shown: '\\x9b2J' },
  { name: 'C1 OSC', text: '\x9d0;title\x9c', shown: '\\x9d0;title\\x9c' },
  {
    name: 'newline forging a second finding',
    text: 'x\n/etc/init.d/forged\n  host      web-02',
    shown: 'x\\x0a/etc/init.d/forged\\x0a  host      web-02',
  },
  { name: 'next line (C1) forging one', text: 'x\x85y', shown: 'x\\x85y' },
  { name: 'line separator forging one', text: 'x\u2028y\u2029z', shown: 'x\\u{2028}y\\u{2029}z' },
  { name: 'tag characters', text: 'a\u{e0041}\u{e007f}', shown: 'a\\u{e0041}\\u{e007f}' },
  { name: 'null byte', text: 'a\0b', shown: 'a\\x00b' },
  { name: 'lone surrogates', text: 'a\ud800b\udc00', shown: 'a\\u{d800}b\\u{dc00}' },
];
