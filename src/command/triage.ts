import type { Arguments } from '../cli/args.js';
import * as caseOptions from '../cli/case-options.js';
import type { MatchFilter } from '../filter/match-filter.js';
import type { Investigation } from '../investigate/investigation.js';
import type { TriageJudgeSpec, TriageNote } from '../investigate/judge.js';
import { ScopeFilter } from '../investigate/scope-filter.js';
import { aboutOthers, type LeadNote } from '../lead/lead.js';
import { type LeadSummary, LeadTally } from '../report/leads.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument, Sink } from '../scan/sink.js';

/** The scan that an investigation begins with: it finds the matches and leads of the case. */
export class Triage {
  readonly #leads = new LeadTally();
  readonly #investigation: Investigation;
  readonly #filter: MatchFilter | undefined;
  readonly #coversLeads: boolean;
  readonly #coversExcluded: boolean;

  constructor(investigation: Investigation, filter: MatchFilter | undefined, args: Arguments) {
    this.#investigation = investigation;
    this.#filter = filter;
    this.#coversLeads = args.get(caseOptions.caseLeads);
    this.#coversExcluded = args.get(caseOptions.includeExcluded);
  }

  judge({ identity }: Rule): TriageJudgeSpec {
    return { judge: 'triage', rule: identity.label, searchesForLeads: this.#coversLeads };
  }

  /**
   * @param onProblem receives problems with records of collected events.
   * @param onMatch called with each match.
   */
  sink(
    onProblem: Sink['problem'],
    onMatch: (match: ScannedDocument) => void,
  ): Pick<Required<Sink<TriageNote>>, 'match' | 'suppressed' | 'document'> {
    return {
      match: (match, { lead }) => {
        if (lead !== undefined) this.#leads.addMatch(match, lead);
        onMatch(match);
        this.#investigation.addMatch(match);
      },
      suppressed: (match, _exceptions, { lead }) => {
        if (lead !== undefined) this.#addLead(match, lead);
      },
      document: (document, { mayRunScript, lead, collected }) => {
        if (collected !== undefined) {
          const problem = this.#investigation.addCollected(document.place, collected);
          return problem && onProblem(problem);
        }
        if (mayRunScript) this.#investigation.addScriptCommand(document);
        if (lead !== undefined) this.#addLead(document, lead);
        return undefined;
      },
    };
  }

  #addLead(document: ScannedDocument, lead: LeadNote): void {
    const isWanted =
      (lead.kind ?? lead.command) === undefined || this.#filter?.checkLead(document) === undefined;
    const note = isWanted ? lead : aboutOthers(lead);
    const kind = note.kind ?? note.command?.kind;
    const isCovered = this.#coversLeads || (this.#coversExcluded && kind === 'chosen-by-attacker');
    const script = note.command?.scripts[0];
    const onLead =
      isCovered && kind !== undefined
        ? this.#investigation.prepareLead(document, kind, script)
        : undefined;
    this.#leads.add(document, note, onLead);
  }

  /** The leads, once the scan has ended. */
  finish(): LeadSummary {
    return { ...this.#leads.finish(), areListed: this.#coversLeads };
  }
}

/** The hosts and paths that a case is about. */
export function scopeOf(args: Arguments): ScopeFilter {
  return new ScopeFilter(args.get(caseOptions.caseHosts), args.get(caseOptions.casePaths));
}
