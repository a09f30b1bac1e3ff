/** The server goes away; what runs is left as it is. */
export class Left extends Error {}
