import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { Sparkline } from './sparkline.tsx';

const linesOf = () =>
  [...screen.getByRole('img').querySelectorAll('polyline')].map(each =>
    each.getAttribute('points')
  );

describe('a line without axes', () => {
  it('goes from zero to its highest value, over the whole span', () => {
    const points = [0, 5, 10].map(x => ({ x, y: x * 2.7 }));
    render(<Sparkline label="work" points={points} from={0} to={10} />);
    expect(screen.getByRole('img', { name: 'work' })).toBeTruthy();
    expect(linesOf()).toEqual(['0.0,40.0 150.0,21.5 300.0,3.0']);
  });

  it('stays at the bottom while all is zero', () => {
    const points = [0, 10].map(x => ({ x, y: 0 }));
    render(<Sparkline label="rest" points={points} from={0} to={10} />);
    expect(linesOf()).toEqual(['0.0,40.0 300.0,40.0']);
  });

  it('has gaps where nothing is known, and leaves out what lies outside', () => {
    const points = [-5, 0, 1, 2, 3].map(x => ({ x, y: x === 1 ? null : 1 }));
    render(<Sparkline label="gaps" points={points} from={0} to={3} />);
    expect(linesOf()).toEqual(['0.0,3.0', '200.0,3.0 300.0,3.0']);
  });
});
