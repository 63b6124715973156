// What the scripts share: [base URL, key id, key] from the command line, and a judgement that ends the script.
export const [base, id, key] = process.argv.slice(2);
export const endpoint = base.replace("http://", "");
export const expect = (what, good) => { if (!good) { console.error(`not so: ${what}`); process.exit(1); } };
export const refused = (call, judge) => call.then(() => false, judge);
