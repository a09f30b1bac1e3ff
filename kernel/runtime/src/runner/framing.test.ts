import { createReportReader, encodeReport, encodeText } from './framing.ts';
import type { Report } from './messages.ts';

const reports: Report[] = [
  { type: 'ready' },
  { type: 'stream', parent: 7, name: 'stdout', text: 'äöü 😀\n' },
  { type: 'stream', parent: 8, name: 'stderr', text: '' },
  {
    type: 'comm',
    parent: 2,
    kind: 'comm_msg',
    content: { comm_id: 'c' },
    buffers: [new Uint8Array([1, 2])]
  }
];
const bytes = Buffer.concat(
  reports.map(each =>
    each.type === 'stream' ? encodeText(each.parent, each.name, each.text) : encodeReport(each)
  )
);

test.each([1, 2, 3, 7, 10_000])('reports are read from pieces of %i bytes', size => {
  const seen: Report[] = [];
  const read = createReportReader(report => seen.push(report));
  for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
  expect(seen).toEqual(reports);
});
