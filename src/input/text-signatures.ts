import type { ForeignFormatId } from './foreign.js';

/** Number of first bytes that are examined. */
const examinedBytes = 64 * 1024;

/** How text in formats that are not read begins, after white space. */
const beginnings: readonly (readonly [ForeignFormatId, RegExp])[] = [
  ['html', /^(?:<!--[\s\S]*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/i],
  ['xml', /^<(?:\?xml|!DOCTYPE|[a-z][\w:.-]*[\s/>])/i],
  ['git-lfs', /^version https:\/\/git-lfs\.github\.com\/spec\//],
  ['gnupg-armored', /^-----BEGIN PGP /],
  ['age', /^-----BEGIN AGE /],
  ['pem', /^-----BEGIN /],
  ['uuencode', /^begin(?:-base64)? [0-7]{3,4} /],
  ['hex-dump', /^[0-9a-f]{7,8}:? {1,2}(?:[0-9a-f]{2,4} ){4}/i],
  ['hex', /^(?:[0-9a-f]{2}){16,}(?:\s+(?:[0-9a-f]{2})+)*\s*[0-9a-f]?$/i],
  ['base64', /^[\w+/-]{40,}={0,2}(?:\s+[\w+/=-]+)*\s*$/],
  ['rubydebug', /^\{\s*"(?:[^"\\\n]|\\.)*"\s*=>/],
  ['python-repr', /^(?:\w+\()?[[(]?\s*\{\s*u?'(?:[^'\\\n]|\\.)*'\s*:/],
  ['javascript', /^[[(]?\s*\{\s*[a-z_$][\w$]*\s*:/i],
];

/** A line of YAML: a key, or an element of a list. */
const yamlLine =
  /^\s*(?:- +)*(?:[\w@.$/-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)|^\s*-(?:\s|$)|^\s*#|^---|^\s*$/;

/** A JSON object with a key. */
const jsonObject = /\{\s*"(?:[^"\\]|\\.)*"\s*:/;

/** A mention of the path, in any spelling. */
const mention = /init\.d(?:\\*\/|\\+u002f)/i;

/**
 * Recognizes text in a format that is not read, by its beginning. Text with JSON that mentions the path is none: the
 * JSON in it is read.
 */
export function identifyText(head: Uint8Array): ForeignFormatId | undefined {
  const text = textOf(head);
  const hasJson = jsonObject.test(text);
  if (hasJson && mention.test(text)) return undefined;
  const known = beginnings.find(([, beginning]) => beginning.test(text))?.[0];
  return known ?? (!hasJson && isYaml(text) ? 'yaml' : undefined);
}

/** Whether every line could be YAML, and the first one opens a document or has a key. */
function isYaml(text: string): boolean {
  const lines = text.split(/\r?\n/);
  // The last line may be incomplete.
  if (lines.length > 1) lines.pop();
  const keys = lines.filter((line) => /:(?:\s|$)/.test(line)).length;
  return keys > 1 && /^(?:%YAML|---|- |[\w@.$/"'-]+\s*:)/.test(text) && lines.every(isYamlLine);
}

function isYamlLine(line: string): boolean {
  // Text that continues a value is indented.
  return yamlLine.test(line) || /^\s{2,}\S/.test(line) || line.startsWith('%YAML');
}

/** Keys that only an object of some kind has, at the beginning of an input. All must occur on the first line. */
const jsonKinds: readonly (readonly [ForeignFormatId, readonly RegExp[]])[] = [
  ['rules', [/"rule_id"\s*:/, /"(?:query|threat|risk_score)"\s*:/]],
  ['timelines', [/"savedObjectId"\s*:/, /"(?:columns|dataProviders|kqlQuery)"\s*:/]],
  ['saved-objects', [/"attributes"\s*:\s*\{/, /"references"\s*:\s*\[/, /"type"\s*:\s*"/]],
];

/** How reports of this program begin: the name of the program, before anything from an input. */
const ownReport = /^[\s\S]{0,300}"name"\s*:\s*"initd-scan"/;

/** Recognizes JSON that is not events, by the first object. Consult it only if an input has no endpoint event. */
export function identifyJson(head: Uint8Array): ForeignFormatId | undefined {
  const text = textOf(head);
  if (!/^[[{]/.test(text)) return undefined;
  if (ownReport.test(text)) return 'own-report';
  const isPretty = /^[[{]\s*\n/.test(text);
  const first = isPretty ? text : (text.split('\n', 1)[0] ?? '');
  return jsonKinds.find(([, keys]) => keys.every((key) => key.test(first)))?.[0];
}

function textOf(head: Uint8Array): string {
  // A byte order mark is white space to `trimStart`.
  return Buffer.from(head.subarray(0, examinedBytes)).toString().trimStart();
}
