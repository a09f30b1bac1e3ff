declare const ATELIER_VERSION: string | undefined;

/** Set by the build; a server that runs from its sources calls itself `development`. */
export const VERSION = typeof ATELIER_VERSION === 'string' ? ATELIER_VERSION : '0.1.0-development';
