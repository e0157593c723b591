/** What cli-table3 and cli-progress measure text with, in the bundle: a smaller package that says the same of what is printed here. */
module.exports = require('fast-string-width').default;
