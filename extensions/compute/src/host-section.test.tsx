import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { HostMeters } from './host-section.tsx';
import { buildGpu, buildHost } from './testing/build-instance.ts';

describe('the meters of this machine', () => {
  it('say how much of each is used', () => {
    render(<HostMeters host={buildHost()} />);
    expect(screen.getByRole('meter', { name: '8 processors' }).getAttribute('aria-valuenow')).toBe(
      '25'
    );
    expect(screen.getByRole('meter', { name: 'Memory' }).getAttribute('aria-valuetext')).toBe(
      '4 GiB / 16 GiB'
    );
    expect(screen.getByRole('meter', { name: 'Disk' }).getAttribute('aria-valuenow')).toBe('95');
  });

  it('say that there is no GPU, or how full each one is', () => {
    const { rerender } = render(<HostMeters host={buildHost()} />);
    expect(screen.getByText('No GPU was found on this machine.')).toBeTruthy();
    rerender(<HostMeters host={buildHost({ gpus: [buildGpu()] })} />);
    const meter = (name: string) =>
      screen.getByRole('meter', { name }).getAttribute('aria-valuenow');
    expect([meter('GPU 0: memory'), meter('GPU 0: work')]).toEqual(['25', '40']);
    expect(screen.getByText('40 % · 41 °C · 70 W')).toBeTruthy();
    expect(screen.getByText('Free')).toBeTruthy();
  });

  it('say who has a GPU, and who shares one', () => {
    const gpus = [
      buildGpu({ holders: ['the compute instance “box”'], sharing: 'exclusive' }),
      buildGpu({ uuid: 'GPU-1', index: 1, holders: ['the cluster “fast”'], sharing: 'shared' })
    ];
    render(<HostMeters host={buildHost({ gpus })} />);
    expect(screen.getByText('Had by the compute instance “box”')).toBeTruthy();
    expect(screen.getByText('Shared by the cluster “fast”')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'GPU 1' })).toBeTruthy();
  });
});
