import * as React from 'react';
import type { FieldSpec } from './field-spec.ts';

interface FormSectionsProps {
  /** Those that are shown now. */
  fields: readonly FieldSpec[];
  isGiven: (field: FieldSpec) => boolean;
  isWrong: (field: FieldSpec) => boolean;
  renderField: (field: FieldSpec) => React.ReactNode;
}

/** Fields below the names of their sections. */
export function FormSections({ fields, renderField, ...about }: FormSectionsProps) {
  return (
    <>
      {sectionsOf(fields).map(section => {
        const [{ folded, name, section: title }] = section;
        if (title !== undefined && folded) {
          return (
            <FoldedSection key={name} title={title} section={section} {...about}>
              {section.map(renderField)}
            </FoldedSection>
          );
        }
        return (
          <React.Fragment key={name}>
            {title !== undefined && <h3 className="atl-Form-section">{title}</h3>}
            {section.map(renderField)}
          </React.Fragment>
        );
      })}
    </>
  );
}

interface FoldedSectionProps extends Pick<FormSectionsProps, 'isGiven' | 'isWrong'> {
  title: string;
  section: readonly FieldSpec[];
  children: React.ReactNode;
}

function FoldedSection({ children, isGiven, isWrong, section, title }: FoldedSectionProps) {
  const [isOpen, setOpen] = React.useState(() => section.some(isGiven));
  return (
    <details className="atl-Form-folded" open={isOpen || section.some(isWrong)}>
      <summary
        className="atl-Form-section"
        onClick={event => {
          event.preventDefault();
          setOpen(!isOpen);
        }}
      >
        {title}
      </summary>
      {children}
    </details>
  );
}

type Section = [FieldSpec, ...FieldSpec[]];

/** Fields of one section that follow each other. */
function sectionsOf(fields: readonly FieldSpec[]): Section[] {
  const sections: Section[] = [];
  for (const field of fields) {
    const last = sections.at(-1);
    if (last && last[0].section === field.section) {
      last.push(field);
    } else {
      sections.push([field]);
    }
  }
  return sections;
}
