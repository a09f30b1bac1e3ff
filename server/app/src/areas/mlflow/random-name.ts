import { randomInt } from 'node:crypto';

const MOODS = (
  'agile amber ample apt brave bright brisk calm candid clear clever cosy crisp curious daring ' +
  'deft eager early earnest fair fleet fond gentle glad golden grand hardy honest keen kind lively ' +
  'lucid mellow merry mild modest neat nimble noble patient placid plucky polite proud quick quiet ' +
  'ready robust serene sharp silver sincere sleek smart snug solid spry steady still subtle sunny ' +
  'supple sure swift tidy tender vivid warm wise witty zesty'
).split(' ');
const ANIMALS = (
  'adder badger beetle bison bittern bream carp chamois cod coot crane cricket curlew dace deer ' +
  'dormouse dove duck dunlin eel egret eider elk ermine falcon ferret finch fox gecko goldcrest ' +
  'goose grebe gull hare hawk hedgehog heron hoopoe ibex jackdaw jay kestrel kite lapwing lark ' +
  'linnet lizard lynx magpie marmot marten mole moose moth newt nuthatch octopus oriole osprey ' +
  'otter owl perch pike pipit plover puffin quail raven robin rook salmon seal shrew siskin snail ' +
  'sparrow squid squirrel starling stoat stork swallow swan swift tern thrush toad trout viper ' +
  'vole warbler weasel whale wren'
).split(' ');

/** A name for what its maker gave none, e.g. `lucid-otter-417`. */
export function randomName(): string {
  const pick = (words: string[]): string => words[randomInt(words.length)]!;
  return `${pick(MOODS)}-${pick(ANIMALS)}-${randomInt(1000)}`;
}
