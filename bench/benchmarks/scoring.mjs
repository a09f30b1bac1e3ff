export const versionsOf = [];
export async function measure() {}
