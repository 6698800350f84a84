/** A cadence as the stack file has it, so that it reads as one: `5m` alone would be taken for a moment. */
export const cadenceWords = (every: string): string => (/^\d/.test(every) ? `every ${every}` : every)
