import { Button, classes, icons, reactWidget, useModel, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { GuideStep, IPageHost, IWorkspaceScope } from '../tokens.ts';
import type { GuideModel } from './guide-model.ts';

export interface WelcomeDeps {
  guide: GuideModel;
  scope: IWorkspaceScope;
  commands: CommandRegistry;
  trans: TranslationBundle;
  /** The command that opens the tour's notebook. */
  tourCommand: string;
  /** Does not show the page by itself any more. */
  dismiss(): void;
}

/** The page that leads a newcomer from nothing to a scored patient. */
export const createWelcomePage =
  (deps: WelcomeDeps) =>
  (host: IPageHost): Widget => {
    deps.guide.watch();
    return reactWidget(() => <WelcomePage {...deps} host={host} />, { trans: deps.trans });
  };

function WelcomePage({
  guide,
  scope,
  commands,
  tourCommand,
  dismiss,
  host
}: WelcomeDeps & { host: IPageHost }) {
  const trans = useTrans();
  useModel(guide);
  useModel(scope);
  const { done, total } = guide.progress;
  return (
    <article className="atl-Welcome" aria-label={trans.__('Welcome to Atelier')}>
      <header className="atl-Welcome-header">
        <icons.studio.react tag="span" className="atl-Welcome-mark" />
        <div>
          <h1>{trans.__('Welcome to Atelier')}</h1>
          <p>
            {trans.__(
              'A machine-learning studio on your own machine: from a table to a model that answers, without leaving JupyterLab.'
            )}
          </p>
        </div>
      </header>
      <div className="atl-Welcome-tour">
        <span className="atl-Welcome-tourIcon">
          <icons.notebook.react tag="span" />
        </span>
        <div>
          <h2>{trans.__('The diabetes tour')}</h2>
          <p>
            {trans.__(
              'One TypeScript notebook walks the whole path on real data. Run its cells and watch the steps below tick themselves off.'
            )}
          </p>
        </div>
        <Button
          variant="primary"
          icon={icons.play}
          onClick={() => void commands.execute(tourCommand)}
        >
          {trans.__('Open the tour')}
        </Button>
      </div>
      <section aria-labelledby="atl-welcome-path">
        <div className="atl-Welcome-pathHead">
          <h2 id="atl-welcome-path">{trans.__('Your path')}</h2>
          <span>
            {trans.__('%1 of %2 done', String(done), String(total))}
            {scope.current && trans.__(' in workspace “%1”', scope.current.name)}
          </span>
          <progress
            value={done}
            max={total || 1}
            className="atl-Progress"
            aria-label={trans.__('Steps done')}
          />
        </div>
        <ol className="atl-Welcome-steps">
          {guide.steps.map(step => (
            <Step key={step.id} step={step} guide={guide} commands={commands} />
          ))}
        </ol>
      </section>
      <footer className="atl-Welcome-footer">
        <Button
          variant="quiet"
          onClick={() => {
            dismiss();
            host.close();
          }}
        >
          {trans.__('Do not show this page at the start')}
        </Button>
        <span>{trans.__('It stays in the launcher and in the command palette.')}</span>
      </footer>
    </article>
  );
}

function Step({
  step,
  guide,
  commands
}: {
  step: GuideStep;
  guide: GuideModel;
  commands: CommandRegistry;
}) {
  const trans = useTrans();
  const state = guide.stateOf(step);
  const isNext = guide.next === step;
  const { action } = step;
  const spoken = {
    done: trans.__('done'),
    open: trans.__('to do'),
    later: trans.__('comes later'),
    unknown: trans.__('not known yet')
  }[state];
  return (
    <li
      className={classes('atl-Step', `atl-mod-${state}`, isNext && 'atl-mod-next')}
      data-step={step.id}
    >
      <span className="atl-Step-mark">
        {state === 'done' ? (
          <icons.check.react tag="span" />
        ) : state === 'later' ? (
          <icons.clock.react tag="span" />
        ) : null}
        <span className="atl-visuallyHidden">{spoken}</span>
      </span>
      <div className="atl-Step-text">
        <h3>{step.title}</h3>
        <p>{step.later ?? step.description}</p>
      </div>
      {action && !step.later && commands.hasCommand(action.command) && (
        <Button onClick={() => void commands.execute(action.command, action.args)}>
          {action.label ?? commands.label(action.command, action.args)}
        </Button>
      )}
    </li>
  );
}
