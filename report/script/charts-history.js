// Charts of earlier runs.

export const drawHistory = () => {};
