// The local day as sheets have it.
const two = (n) => `0${n}`.slice(-2);

export const today = () => ((d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`)(new Date());
