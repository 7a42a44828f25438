// The part of each command's help after its options.

/** @param one what exit code 1 means, besides that everything was scanned. */
const exitCodesWhere = (one: string): string => `Exit codes:
  0  everything was scanned, no matches
  1  everything was scanned, ${one}
  2  usage error, or something could not be read, parsed or
     judged (matches are still reported)
  70  internal error; no result
  130  interrupted
`;

const exitCodes = exitCodesWhere('at least one match');

const archives = `Archives (tar, zip; also compressed by gzip, zstd, xz or bzip2):
  Each member is an input, such as logs.tar.gz!web-01/events.ndjson. Limits:
  8 levels of archives, 100,000 members, 1 TiB of content, and above 1 GiB of
  content, 1,000 times the size of the archive.
`;

export const scan: string = `
Leads are events that concern init scripts and that the rule does not report,
although nothing shows that they are harmless: scripts under /etc/rc.d/init.d/,
to which /etc/init.d leads on Red Hat, or under another root; changes of
existing scripts; and what is excluded only by what an attacker can choose.
Every scan counts these. --leads also searches for links, for commands that
write, register or start scripts that no file event shows, and for matches of
the newest version of the rule. Leads are never matches; -f alerts has none.

Examples:
  initd-scan export.ndjson                     scan a file
  initd-scan logs/ --exclude 'archive/**'      scan a directory, skip some files
  cat export.ndjson | initd-scan               scan stdin
  initd-scan logs/ -f pretty -o hits.ndjson -o results.sarif
                                               print matches, write two reports
  initd-scan logs/ -f pretty --color always | less -R
                                               page through the matches
  initd-scan logs/ -f alerts --bulk my-alerts  write alerts for the _bulk API
  initd-scan telemetry.ndjson -f none          only set the exit code
  initd-scan logs/ --leads --leads-output leads.ndjson
                                               also search for what the rule
                                               cannot see
  initd-scan explain logs/                     show why events match or do not
  initd-scan investigate logs/                 reconstruct what happened

${archives}
${exitCodesWhere('at least one match\n     (with --fail-on-leads: or lead)')}`;

export const explain: string = `
The verdict of an event is match, excluded (only the allowlist keeps it from
matching), or stopped (a required clause does not hold). Leads are events
that the rule does not report although they may be planted scripts, shown
with the reason: under /etc/rc.d/init.d/ or another root, changed in place,
excluded only by what their author could choose, matched only by the newest
version of the rule, or, at the end, commands that no file event tells of.
Tables then count the leads, and the events each clause and entry decided:
on stdout with pretty and json, on stderr with ndjson and csv.

Examples:
  initd-scan explain logs/ -f pretty           show why, in groups
  initd-scan explain logs/ --attacker-chosen   show only what may hide
  initd-scan explain logs/ --verdict stopped   show only stopped events
  initd-scan explain logs/ --clause installer-name --clause no-executable
                                               show events excluded by process
                                               name or for lack of an executable
  initd-scan explain logs/ --clause under-init-d
                                               show only leads elsewhere
  initd-scan explain logs/ -f csv > all.csv    write a table, one row per event
  initd-scan explain logs/ --compare 122       show the events on which version
                                               122 of the rule differs, and why

Exit codes:
  0  everything was scanned, whatever the verdicts
  2  usage error, or something could not be read, parsed or
     judged
  70  internal error; no result
  130  interrupted
`;

export const investigate: string = `
The inputs are read again to find the processes of the session that planted a
file, what else they and the host did within 48 hours, whether the script ran,
and whether the host restarted since. Scripts that the rule excludes only by
what their author could choose are named. Process, network and file events may
be in different inputs and in any order; each statement cites the events that
support it. Stdin is spooled to a private temporary file, which is always
removed. With --leads, scripts beside the rule have cases too, titled by the
reason why the rule does not report them; with --include-excluded, only those
that the rule excludes by what their author could choose.

Examples:
  initd-scan investigate logs/                 print the case
  initd-scan investigate logs/ -o case.md -o case.json
                                               also write Markdown and JSON
  initd-scan investigate logs/ --suggest-exceptions exceptions.ndjson
                                               also write exceptions for what
                                               looks harmless
  initd-scan investigate logs/ --host web-01 --path '*/cron*'
                                               investigate only these matches
  initd-scan investigate logs/ --leads         also investigate leads
  initd-scan investigate logs/ --evidence case.ndjson
                                               also write the events that the
                                               case rests on
  initd-scan investigate collected/            investigate what collect printed
                                               on several machines

${exitCodes}`;

export const collect: string = `
For data that is on several machines: collect on each of them what a case of
the hits of all needs, then investigate what they collected, in one place. The
case is that of all the data. Events are printed as they were read, in the
order of the inputs, and a last line for investigate: what the log has, counts
by host, kind and time, and what was searched for. Memory does not grow with
the input. What is found may show more to search for, such as the processes of
a session: stderr and the last line say so. Then collect another round on every
machine, with the output of all as further --for.

Filters and --host, --path and --leads choose the hits, not the events.

Examples:
  initd-scan collect --for hits.ndjson logs/ > web-01.ndjson
                                               first round, on each machine
  initd-scan collect --for hits.ndjson --for round1/ logs/ > web-01.ndjson
                                               next round, with the output of
                                               all machines in round1/
  initd-scan investigate round2/               the case of all the data

Exit codes:
  0  everything was read, no events collected
  1  everything was read, at least one event collected
  2  usage error, or something could not be read, parsed or
     judged (events are still printed)
  70  internal error; no result
  130  interrupted
`;

export const rule: string = `
Examples:
  initd-scan rule                              read the rule, clause by clause
  initd-scan rule -f json | jq .clauses        extract the clauses as JSON
  initd-scan rule --guide                      read what to do about a match
  initd-scan rule --versions                   list the versions of the rule
  initd-scan rule --diff 13..122               show what changed between two
  initd-scan rule --lint --rule-version 122    check the newest one's tables

Elastic published version 120 twice: 120 is that of the stacks 8.19, 9.3 and
9.4, and 120-9.5 that of stack 9.5, which has the query of 119. Versions 1 to 10
are of the type new_terms, which depends on earlier events: they are refused.
`;

export const merge: string = `
One scan of many machines, by many: each writes a report with -f json, and merge
adds them up. Its matches, leads, counts, problems and exit code are those that
one scan of all inputs would have had; what cannot be known from the reports
stays a problem. A report that is missing, empty, cut short or by another
version of the rule makes the exit code 2. The result can be merged again.

Examples:
  initd-scan -q -f json /var/log/events > web-01.json
                                               on each machine: scan
  initd-scan merge --expect 3 web-*.json       in one place: add up
  initd-scan merge *.json -o all.sarif -o all.json
                                               write reports in other formats

${exitCodesWhere('at least one match\n     (with --fail-on-leads: or lead)')}`;

export const query: string = `
Elasticsearch resolves date math when it runs the request. When the response is
scanned, a search that timed out or failed on some shards is reported as a
problem, and exactly 10 or 10000 events, which may be cut off, as a warning.

Example:
  initd-scan query --from now-30d |
    curl -s -H 'content-type: application/json' -d @- \\
      "$ES/logs-endpoint.events.*,endgame-*/_eql/search" |
    initd-scan
`;

export const completion: string = `
Examples:
  source <(initd-scan completion bash)         in ~/.bashrc
  source <(initd-scan completion zsh)          in ~/.zshrc, after compinit
  initd-scan completion fish | source          in ~/.config/fish/config.fish
`;
