// Catches what a page throws while drawing, so that one broken panel never takes the window with it. The message can be copied.
import { Button } from '@fluentui/react-components';
import { Component, type ReactNode } from 'react';
import { ErrorCard } from './ErrorCard.tsx';
import { isMissingPart, sentenceOf } from './missing-part.ts';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** What could not be shown: "The page". */
  readonly what?: string;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div style={{ padding: 16 }}>
        <ErrorCard
          title={`${this.props.what ?? 'The page'} could not be shown`}
          failure={{ message: sentenceOf(error), ...(isMissingPart(error) ? {} : { code: 'internal' }) }}
          actions={
            // What did not arrive is not asked for again by drawing again.
            isMissingPart(error) ? (
              <Button onClick={() => location.reload()}>Load the page again</Button>
            ) : (
              <Button onClick={() => this.setState({ error: null })}>Try again</Button>
            )
          }
        />
      </div>
    );
  }
}
