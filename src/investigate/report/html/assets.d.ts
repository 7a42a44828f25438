// The build makes this module from the files in `browser` and `style`.

/** The page's own script. */
export declare const script: string;
/** The page's own style. */
export declare const style: string;
