/** Text that attacks a page, whoever reads it, or whoever copies from it. */
export const pageAttacks: readonly string[] = [
  '<script>window.pwned=1</script>',
  '</script><script>window.pwned=1</script><!--',
  '"><img src=x onerror=window.pwned=1>',
  "' autofocus onfocus='window.pwned=1' style='color:red",
  '<svg onload=window.pwned=1><style>*{display:none}</style>',
  '<a href="javascript:window.pwned=1">x</a><base href=//evil.example>',
  'url(http://evil.example/x) http://evil.example/ //evil.example',
  '&lt;b&gt;&#60;i&#62;',
  '\u202egnp.exe\u2066\u200b\u2028\ufeff',
  '\x1b[2J\x07\r\n\t\x00\x7f\x9b',
  '{{7*7}}<%= 7*7 %>',
  '\ud800 lone \udc00',
];

/** Fields whose values decide what an event is. */
const kept: ReadonlySet<string> = new Set([
  '@timestamp',
  'action',
  'category',
  'dataset',
  'direction',
  'ingested',
  'kind',
  'module',
  'start',
  'type',
]);

/** The same events with attacks at the end of every text that does not decide what an event is. */
export function hostileAlike(events: readonly object[]): unknown[] {
  const attack = pageAttacks.join(' ');
  const change = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return kept.has(key) ? value : `${value} ${attack}`;
    if (Array.isArray(value)) return value.map((inner) => change(inner, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]): [string, unknown] => [name, change(inner, name)]),
    );
  };
  return events.map((event) => change(event, ''));
}
