// The flame graphs of a profile.

export const drawFlames = () => {};
