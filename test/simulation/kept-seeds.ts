// Seeds that have failed, and what they found. They are played first, for as long as a seed draws the same course.
export const keptSeeds: readonly (readonly [seed: number, found: string])[] = [
  [108, 'a journal that could not say what is waited for left a run behind, and a rejection that nobody caught'],
  [215, 'two sessions of one run in one process: closing the one let go of the other'],
  [358, 'a second trouble at the very moment of the next try left the run to nobody'],
  [397, 'a step stood in the journal without the loop that it belongs to: an earlier write had been refused'],
  [406, 'a run handed out twice at once was never advanced again'],
  [734, 'a person’s word came while the run was about to park: it was called and never heard'],
  [1234, 'a run that was being cancelled read on after a crash'],
  [1347, 'a step failed because the journal could not be read'],
  [5550, 'a run that another one took the place of went on on its own machine'],
  [7335, 'a stolen run was claimed back before its last write was known to be refused'],
  [38449, 'a call that a person sent again after a restart was made without its params'],
  [23675, 'rounds of an inner loop were in the journal and the end of that loop was not: it ran them again, for ever'],
  [9740, 'a lost answer to an acceptance left the run to nobody'],
];
