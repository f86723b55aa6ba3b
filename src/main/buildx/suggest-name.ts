const ADJECTIVES =
  'able agile airy alert amber apt blithe bold brave breezy bright brisk calm candid clear clever coastal cosy crisp curious deft eager earnest even fair fleet fond frank fresh gentle glad golden hale handy hardy hearty honest humble jolly keen kind level light lively loyal lucid mellow merry mild modest neat nimble noble patient placid plucky polite prompt proud quick quiet ready rosy sage serene sharp silent smart snug solid sound spry steady stout sturdy sunny sure swift tidy tidal trim true trusty upbeat vivid warm wise witty zesty'.split(
    ' ',
  );

/** People who built ships, canals, bridges, lighthouses and engines, and those who worked out how to. */
const SURNAMES =
  'ader ampere arkwright babbage bazalgette bessemer bouch brindley brunel carnot cayley chappe coulomb cugnot daimler darby diesel eads eiffel ellet ericsson euler faraday finley fourier fowler franklin fresnel froude fulton galvani gauss girard hertz hooke hopper jacquard joule kelvin kirkaldy koenig lamarr lesseps lovelace maillart maudslay maury meitner montgolfier morse navier newcomen noether ohm otto papin parsons pascal peirce pelton perronet rankine rennie riquet roebling savery scheutz shannon siemens smeaton somerville stephenson stevin stokes strauss swan telford tesla thales torricelli tower trevithick turing vaucanson vauban volta watt wheatstone whittle'.split(
    ' ',
  );

const TRIES = 6;

/**
 * A builder's name that `taken` does not hold: `adjective_surname`, from the second try on with a digit, as buildx
 * makes them. `random` gives 0 to below 1.
 */
export function suggestName(taken: (name: string) => boolean, random: () => number = Math.random): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
  for (let tried = 0; tried < TRIES; tried += 1) {
    const name = `${pick(ADJECTIVES)}_${pick(SURNAMES)}${tried === 0 ? '' : Math.floor(random() * 10)}`;
    if (!taken(name)) return name;
  }
  for (let n = 1; ; n += 1) if (!taken(`builder${n}`)) return `builder${n}`;
}
