/** What commander starts commands with that are programs of their own, in the bundle: there are none, and Node's module takes as long to load as commander. */
module.exports = {};
