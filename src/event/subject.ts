import { initDMentions, type Mentions, mentionsOfBootFiles } from './mention.js';

/** The products whose events a rule reads. */
export interface Products {
  /** Those with an agent of their own, as modules and data sets name them. */
  readonly endpoints: readonly string[];
  /** Those whose events another agent collects. */
  readonly collected: readonly string[];
}

/** What a rule is about: whose events, and which files. */
export interface Subject {
  readonly products: Products;
  readonly mentions: Mentions;
}

const endpoints: readonly string[] = Object.freeze(['endpoint', 'endgame']);

/** Elastic Defend and Endgame. */
const elasticProducts: Products = Object.freeze({ endpoints, collected: [] });

/** Also SentinelOne, by its Cloud Funnel. */
const allProducts: Products = Object.freeze({
  endpoints,
  collected: ['sentinel_one_cloud_funnel'],
});

/** Files under /etc/init.d/, in events of Elastic Defend and Endgame. */
export const initScripts: Subject = Object.freeze({
  products: elasticProducts,
  mentions: initDMentions,
});

/** Files under /etc/init.d/, in events of SentinelOne too. */
export const initScriptsOfAllProducts: Subject = Object.freeze({
  products: allProducts,
  mentions: initDMentions,
});

/** Also /etc/inittab and the jobs of Upstart under /etc/init/, in events of all these products. */
export const bootFilesOfAllProducts: Subject = Object.freeze({
  products: allProducts,
  mentions: mentionsOfBootFiles,
});
