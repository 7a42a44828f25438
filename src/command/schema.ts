import { exitCode } from '../io/errors.js';
import type { Schema } from '../json/schema.js';
import { schemaText } from '../report/schema-parts.js';
import type { Environment } from './session.js';

/** Prints the schema of a format, and returns the exit code. */
export async function printSchema(schema: Schema, { io }: Environment): Promise<number> {
  await io.stdout.write(schemaText(schema));
  return exitCode.clean;
}
