import type { ForeignFormatId } from '../input/foreign.js';

/** How to describe a format that is recognized but not read. */
interface ForeignFormatText {
  /** With an article where it needs one, for the sentence "the input is …". */
  readonly name: string;
  /** How to get at what is in it. `FILE` stands for the input's name. */
  readonly advice: string;
}

function piped(name: string, command: string): ForeignFormatText {
  return { name, advice: `use ${command} | initd-scan` };
}

function other(name: string, advice: string): ForeignFormatText {
  return { name, advice };
}

function unrelated(name: string): ForeignFormatText {
  return { name, advice: 'it contains no events' };
}

const unpack = 'unpack it, then scan the directory';
const exportEvents = 'export the events themselves as NDJSON';

/** The formats that are recognized but not read. */
export const foreignFormats: Readonly<Record<ForeignFormatId, ForeignFormatText>> = {
  // Compressed data.
  lz4: piped('lz4 data', 'lz4 -dc FILE'),
  snappy: piped('framed snappy data', 'snzip -dc FILE'),
  compress: piped('data of the program compress', 'gzip -dc FILE'),
  lzip: piped('lzip data', 'lzip -dc FILE'),
  lzop: piped('lzop data', 'lzop -dc FILE'),
  lzma: piped('lzma data', 'xz --format=lzma -dc FILE'),
  zlib: piped('a zlib stream without a gzip header', 'zlib-flate -uncompress < FILE'),
  'zstd-long': piped('zstd data with a window over 128 MiB', 'zstd -dc --long=31 FILE'),
  'xz-large-dictionary': piped('xz data with a dictionary over 64 MiB', 'xz -dc FILE'),
  'xz-unsupported': piped('xz data with a filter or checksum that is not supported', 'xz -dc FILE'),
  // Archives.
  '7z': piped('a 7z archive', '7z x -so FILE'),
  rar: piped('a rar archive', 'unrar p -inul FILE'),
  cab: other('a cabinet archive', 'unpack it with cabextract, then scan the directory'),
  cpio: other('a cpio archive', 'unpack it with cpio -id, then scan the directory'),
  ar: other('an ar archive or Debian package', unpack),
  rpm: other('an RPM package', unpack),
  iso: other('a disk image', 'mount it, then scan the directory'),
  // Tables and databases.
  parquet: piped('a Parquet file', 'duckdb -json -c "FROM read_parquet(\'FILE\')"'),
  orc: piped('an ORC file', 'orc-contents FILE'),
  avro: piped('an Avro file', 'avro-tools tojson FILE'),
  arrow: other('an Arrow file', 'convert it to NDJSON, then scan that'),
  office: other('an Office document, such as an Excel workbook', 'save the table as CSV'),
  'old-office': other('an old Office document', 'save the table as CSV'),
  sqlite: piped('an SQLite database', "sqlite3 -json FILE 'SELECT * FROM <table>'"),
  hdf5: other('an HDF5 file', 'convert it to NDJSON, then scan that'),
  // Binary encodings of documents and logs.
  cbor: other('CBOR', 'request JSON: set the header Accept to application/json'),
  smile: other('SMILE', 'request JSON: set the header Accept to application/json'),
  journal: piped('a systemd journal', 'journalctl --file FILE -o json'),
  evtx: other(
    'a Windows event log',
    'it contains no events of Linux hosts; scan an export of those',
  ),
  pcap: other('a packet capture', exportEvents),
  pickle: other('a Python pickle', 'write the documents with json.dumps, one per line'),
  // Encrypted or encoded data, and data that is elsewhere.
  'gnupg-binary': piped('GnuPG data', 'gpg -d FILE'),
  'gnupg-armored': piped('GnuPG data', 'gpg -d FILE'),
  age: piped('data encrypted with age', 'age -d FILE'),
  openssl: piped('data encrypted with OpenSSL', 'openssl enc -d -in FILE …'),
  base64: piped('Base64', 'base64 -d FILE'),
  hex: piped('a hex dump', 'xxd -r -p FILE'),
  'hex-dump': piped('a hex dump', 'xxd -r FILE'),
  uuencode: piped('uuencoded data', 'uudecode -o - FILE'),
  'git-lfs': other(
    'a Git LFS pointer: the content is elsewhere',
    'use git lfs pull, then scan again',
  ),
  'all-nul': other(
    'nothing but NUL bytes, as after a crash or from a sparse copy',
    'the content is lost; copy it again from its source',
  ),
  // Text that is not JSON.
  html: other('HTML, such as a login or error page', 'export the events again, as NDJSON'),
  xml: other('XML', exportEvents),
  yaml: piped('YAML', "yq -o=json -I=0 '.' FILE"),
  rubydebug: other("Logstash's rubydebug output", 'use the codec json_lines in place of rubydebug'),
  javascript: other('JavaScript objects', 'write the documents with JSON.stringify, one per line'),
  'python-repr': other('Python values', 'write the documents with json.dumps, one per line'),
  pem: unrelated('a certificate or key'),
  rtf: other('RTF', exportEvents),
  // JSON that is not events.
  'own-report': other('a report of initd-scan', 'scan the inputs that it was made from instead'),
  'saved-objects': other("an export of Kibana's saved objects", exportEvents),
  rules: other('an export of detection rules', exportEvents),
  timelines: other('an export of Timelines, which contains no events', exportEvents),
  // What holds no events.
  pdf: unrelated('a PDF document'),
  postscript: unrelated('a PostScript document'),
  elf: unrelated('a program (ELF)'),
  pe: unrelated('a Windows program'),
  'mach-o': unrelated('a macOS program'),
  wasm: unrelated('a WebAssembly module'),
  'java-class': unrelated('a Java class'),
  picture: unrelated('a picture'),
  sound: unrelated('a sound or video file'),
  font: unrelated('a font'),
  'git-pack': unrelated("Git's data"),
};
