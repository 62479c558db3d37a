/** Matters that one head may handle together; an answer to all of them is one transaction. */
export const MOST_MEMBERS = 500
