/** Procedures about the whole estate: their cases stand at no flat and no place. */
const papers: readonly string[] = ['complaint-report', 'announcement', 'study', 'publication', 'manners']

/** Whether a case is a paper of the whole estate, so that a missing place is no gap. */
export const isPaper = ({ procedure }: { procedure: string }): boolean => papers.includes(procedure)
