/**
 * The one door to the vendored libraries.
 * Nothing of the Room is here: only names that the other modules share.
 */
import { Component, Fragment, createContext, h, render } from '../vendor/preact.js';
import {
  useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useReducer, useRef, useState,
} from '../vendor/preact-hooks.js';
import htm from '../vendor/htm.js';

export const html = htm.bind(h);
export {
  Component, Fragment, createContext, h, render, useCallback, useContext, useEffect, useId,
  useLayoutEffect, useMemo, useReducer, useRef, useState,
};
