/** How text mentions the files that a rule is about. */
export interface Mentions {
  /** Whether the files include more than those under /etc/init.d/, so that lines are searched for `/etc/init` too. */
  readonly includesBootFiles: boolean;
  /**
   * Whether text mentions them, in any ASCII case and any spelling: plain, with escaped slashes or as `\u00XX`, and any
   * of these escaped again. A mention that belongs to no judged event is a problem.
   */
  isIn(text: string): boolean;
  /**
   * Whether text may hold a path that the rule matches.
   *
   * **Never a false negative**: every mention counts, and every path that is too short to be one.
   */
  mayBeIn(text: string): boolean;
  /** Whether a value as a whole is the path of such a file. */
  isPath(value: string): boolean;
}

/** A character as it is, or escaped any number of times: as in JSON text, or in JSON text inside a string. */
function spelled(character: string): string {
  const codes = [character, character.toUpperCase()].map((one) => one.charCodeAt(0).toString(16));
  return `(?:${plain(character)}|\\\\+u00(?:${codes.join('|')}))`;
}

/** A character without `\u`. */
function plain(character: string): string {
  return character === '/' ? '\\\\*/' : character.replace('.', '\\.');
}

/** Tests whether text holds any of several words in any spelling. */
function finderOf(words: readonly string[], followedBy: string = ''): (text: string) => boolean {
  const expressionOf = (spell: (character: string) => string): RegExp =>
    new RegExp(words.map((word) => [...word].map(spell).join('') + followedBy).join('|'), 'i');
  const plainWord = expressionOf(plain);
  const spelledWord = expressionOf(spelled);
  return (text) => plainWord.test(text) || (text.includes('\\u00') && spelledWord.test(text));
}

const mentionsInitD = finderOf(['init.d/']);

/** Whether a value as a whole is a path of something in a directory `init.d`. */
function isInitDPath(value: string): boolean {
  return isOneWord(value) && /^\/?(?:[^/"{[]*\/)*init\.d\//i.test(value);
}

function isOneWord(value: string): boolean {
  return !/\s/.test(value);
}

/** Mentions of `init.d/`. */
export const initDMentions: Mentions = {
  includesBootFiles: false,
  isIn: mentionsInitD,
  mayBeIn: mentionsInitD,
  isPath: isInitDPath,
};

const mentionsBootFile = finderOf(['init.d/', '/etc/init/', '/etc/inittab']);

/** The directory itself, in a value of its own or as an element of a list. */
const mayBeDirectory = finderOf(['/etc/init'], '(?![\\w.-])');

/** Mentions of `init.d/`, `/etc/init/` and `/etc/inittab`. */
export const mentionsOfBootFiles: Mentions = {
  includesBootFiles: true,
  isIn: mentionsBootFile,
  mayBeIn: (text) => mentionsBootFile(text) || mayBeDirectory(text),
  isPath: (value) =>
    isInitDPath(value) ||
    (isOneWord(value) && /^\/?(?:[^/"{[]*\/)*etc\/init(?:\/|tab)/i.test(value)),
};
