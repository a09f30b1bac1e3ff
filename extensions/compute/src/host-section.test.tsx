import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { HostMeters } from './host-section.tsx';
import { buildHost } from './testing/build-instance.ts';

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
    const gpu = {
      ...{ uuid: 'GPU-0', index: 0, utilizationPercent: 40, temperature: 41, powerWatts: 70 },
      name: 'A GPU',
      memoryTotal: 8 * 1024 ** 3,
      memoryUsed: 2 * 1024 ** 3
    };
    rerender(<HostMeters host={buildHost({ gpus: [gpu] })} />);
    const meter = (name: string) =>
      screen.getByRole('meter', { name }).getAttribute('aria-valuenow');
    expect([meter('A GPU: memory'), meter('A GPU: work')]).toEqual(['25', '40']);
    expect(screen.getByText('40 % · 41 °C · 70 W')).toBeTruthy();
  });
});
