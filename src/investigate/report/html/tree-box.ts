import type { EventNumber } from '../../shown.js';

/** A box of a picture of processes. Its texts may contain anything. */
export interface TreeBox {
  readonly kind: 'process' | 'file' | 'other';
  readonly title: string;
  /** Whether it is the file that the picture is about. */
  readonly isSubject: boolean;
  /** The command line or path. */
  readonly text: string;
  readonly user?: string | undefined;
  /** What is unusual about it, in the words of the page. */
  readonly notes: readonly string[];
  /** Whether the user becomes root here. */
  readonly becomesRoot: boolean;
  /** When it started or happened, in milliseconds since 1970. */
  readonly at?: number | undefined;
  /** Whether the log has events of its own of it. */
  readonly isSeen: boolean;
  readonly events: readonly EventNumber[];
  readonly children: readonly TreeBox[];
}

/** A column of the picture: a session, or what ran the script. */
export interface TreeLane {
  readonly title: string;
  readonly isInferred: boolean;
  readonly root: TreeBox;
  /** Whether the children of the root follow each other, instead of standing side by side. */
  readonly isList: boolean;
}
