/** How the process ends. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, unavailable: 3, hungUp: 129, interrupted: 130, terminated: 143 } as const;
