import type { Json } from '../wire/message.ts';
import type { Output } from './notebook-file.ts';

/** Displays by their id, over all cells: a later one may be updated by another cell. */
export type Displays = Map<string, Output[]>;

/** Gathers what is published for a cell into the outputs of a notebook of format 4. */
export function createCellOutputs(displays: Displays) {
  const outputs: Output[] = [];
  let clearsNext = false;

  function add(output: Output): void {
    if (clearsNext) {
      outputs.length = 0;
      clearsNext = false;
    }
    outputs.push(output);
  }

  function stream(name: string, text: string): void {
    const last = outputs.at(-1);
    if (!clearsNext && last?.output_type === 'stream' && last.name === name) {
      last.text = `${last.text as string}${text}`;
    } else {
      add({ output_type: 'stream', name, text });
    }
  }

  function display(type: string, content: Json, more: object = {}): void {
    const { data = {}, metadata = {} } = content;
    const output = { output_type: type, data, metadata, ...more };
    add(output);
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    if (id) displays.set(id, [...(displays.get(id) ?? []), output]);
  }

  function update(content: Json): void {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id ?? '';
    for (const shown of displays.get(id) ?? []) {
      Object.assign(shown, { data: content.data, metadata: content.metadata ?? {} });
    }
  }

  return {
    outputs,
    take(type: string, content: Json): void {
      switch (type) {
        case 'stream':
          stream(String(content.name), String(content.text));
          break;
        case 'display_data':
          display(type, content);
          break;
        case 'execute_result':
          display(type, content, { execution_count: content.execution_count });
          break;
        case 'update_display_data':
          update(content);
          break;
        case 'clear_output':
          if (content.wait === true) clearsNext = true;
          else outputs.length = 0;
          break;
        case 'error':
          add({
            output_type: 'error',
            ename: content.ename,
            evalue: content.evalue,
            traceback: content.traceback
          });
      }
    }
  };
}
