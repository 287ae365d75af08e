// What a node may be called: ids stand in expressions and in step keys, so none of them may be a trap there.

/** Ids that JavaScript objects already answer to; as step names they would be traps. */
const reservedIds = new Set([
  'constructor',
  'prototype',
  'hasownproperty',
  'isprototypeof',
  'propertyisenumerable',
  'tolocalestring',
  'tostring',
  'valueof',
]);
const idPattern = /^[a-z][A-Za-z0-9]{0,62}$/;

export const isNodeId = (text: string): boolean => idPattern.test(text) && !reservedIds.has(text.toLowerCase());
