import { nullTranslator } from '@jupyterlab/translation';
import { exampleFinding, parseExample } from './register-model.ts';

const trans = nullTranslator.load('atelier');

describe('the example of a model', () => {
  it('may be left out', () => {
    expect(exampleFinding('  ', trans)).toBeUndefined();
    expect(parseExample('')).toBeUndefined();
  });

  it('is one row as a JSON object', () => {
    expect(exampleFinding('{"glucose": 148}', trans)).toBeUndefined();
    expect(parseExample('{"glucose": 148}')).toEqual({ glucose: 148 });
  });

  it.each(['[1, 2]', '12', 'null', '{glucose: 148}'])('is refused as %s', text => {
    expect(exampleFinding(text, trans)).toEqual(expect.stringMatching(/JSON/));
  });
});
