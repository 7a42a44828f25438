export const query = `
Elasticsearch works out date math itself, when it is asked. Scan its answer in turn: a search that timed
out or failed on shards is then told as a problem, and one that returned 10 or 10000 events, and so may
have left some out, as a warning.

Example:
  initd-scan query --from now-30d |
    curl -s -H 'content-type: application/json' -d @- \\
      "$ES/logs-endpoint.events.*,endgame-*/_eql/search" |
    initd-scan
`;

export const rule = `
Examples:
  initd-scan rule                              read the rule, clause by clause
  initd-scan rule -f json | jq .clauses        take it apart with another program
  initd-scan rule --guide                      read what to do about a match
`;

export const completion = `
Examples:
  source <(initd-scan completion bash)         in ~/.bashrc
  source <(initd-scan completion zsh)          in ~/.zshrc, after compinit
  initd-scan completion fish | source          in ~/.config/fish/config.fish
`;

export const scan = `
Examples:
  initd-scan export.ndjson                     scan a file
  initd-scan logs/ --exclude 'archive/**'      scan what lies in a directory
  cat export.ndjson | initd-scan               scan what a pipe brings
  initd-scan logs/ -f pretty -o hits.ndjson -o results.sarif
                                               show the matches, and keep them in two forms
  initd-scan logs/ -f alerts --bulk my-alerts  make alerts of them, for Elasticsearch's _bulk
  initd-scan telemetry.ndjson -f none          let the exit code tell
  initd-scan explain logs/                     show why events match, or do not
  initd-scan investigate logs/                 tell what led to them, and what they led to

Exit codes:
  0  everything was scanned, nothing matches
  1  everything was scanned, something matches
  2  wrong usage, or something could not be read or understood (matches are put out all the same)
  70  the program itself failed: nothing is known
  130  interrupted
`;

export const explain = `
A match is what the rule raises an alert for. An event is excluded when nothing but the allowlist keeps it
from being one, and stopped when it is not what the rule asks for. Tables of what decided follow: on stdout
with pretty and json, on stderr with ndjson and csv.

Examples:
  initd-scan explain logs/ -f pretty            every event under /etc/init.d/, and why
  initd-scan explain logs/ --clause installer-name --clause no-executable
                                                what hides behind a process's name, or behind none
  initd-scan explain logs/ -f csv > events.csv  a row an event, for a spreadsheet

Exit codes:
  0  everything was read, whatever the verdicts
  2  wrong usage, or something could not be read or understood
  70  the program itself failed: nothing is known
  130  interrupted
`;

export const investigate = `
The inputs are read again for what the matches name: the processes of the session that planted a file, what
else they and the host did within 48 hours, whether the script was run. Events of processes, network and
files may lie in different inputs, in any order; each statement names the events that show it. What stdin
brings is kept meanwhile in a temporary file that only you can read.

Examples:
  initd-scan investigate logs/                  tell the case
  initd-scan investigate logs/ -o case.md -o case.json
                                                keep it, for a ticket and for programs
  initd-scan investigate logs/ --suggest-exceptions known.ndjson
                                                and once it is known to be harmless, cover it

Exit codes:
  0  everything was read, nothing matches
  1  everything was read, something matches
  2  wrong usage, or something could not be read or understood
  70  the program itself failed: nothing is known
  130  interrupted
`;
