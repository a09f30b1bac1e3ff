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
    const gpu = { name: 'A GPU', memoryTotal: 8 * 1024 ** 3, memoryUsed: 2 * 1024 ** 3 };
    rerender(<HostMeters host={buildHost({ gpus: [gpu] })} />);
    expect(screen.getByRole('meter', { name: 'A GPU' }).getAttribute('aria-valuenow')).toBe('25');
  });
});
