/** A text that lines are sought for. ASCII case is ignored, and a slash may be written `/` or `\/`. */
export interface Needle {
  readonly text: string;
  readonly place: 'whole' | 'start' | 'end' | 'owner';
  readonly weak?: boolean;
}
