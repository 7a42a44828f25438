import { list, Optional, object, type Schema, text } from '../../json/schema.js';
import { schemaDocument } from '../../report/schema-parts.js';
import type { RuleIdentity } from '../../rule/rule.js';
import type { GuideSection, GuideStep } from './guide.js';

interface GuideDocument {
  readonly rule: Pick<RuleIdentity, 'name' | 'id' | 'version'>;
  readonly description: string;
  readonly placeholder: string;
  readonly sections: readonly GuideSection[];
}

/** What `rule --guide -f json` writes. */
export const guideSchema: Schema = schemaDocument(
  'initd-scan rule --guide',
  object<GuideDocument>('What to do about a match in general.', {
    rule: object<GuideDocument['rule']>('The rule.', {
      name: text('Its name.'),
      id: text("Elastic's rule id."),
      version: { description: 'Its version.', type: 'integer', minimum: 1 },
    }),
    description: text('What the rule is about.'),
    placeholder: text('What to replace with the name of the script.'),
    sections: list(
      'The sections.',
      object<GuideSection>('A section.', {
        id: text('Its id.'),
        title: text('Its title.'),
        steps: list(
          'Its steps.',
          object<GuideStep>('A step.', {
            text: text('What to do.'),
            osquery: new Optional(
              list(
                'Statements that help.',
                object<NonNullable<GuideStep['osquery']>[number]>('A statement.', {
                  purpose: text('The id of its purpose.'),
                  text: text('What it shows.'),
                  statement: text('The statement in osquery’s SQL.'),
                }),
              ),
            ),
            shell: new Optional(
              list(
                'Commands that help.',
                object<NonNullable<GuideStep['shell']>[number]>('A command.', {
                  purpose: text('The id of its purpose.'),
                  text: text('What it shows.'),
                  command: text('The command for bash.'),
                }),
              ),
            ),
          }),
        ),
      }),
    ),
  }),
);
