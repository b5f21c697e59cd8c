// The pictures on the cards of recipes; a recipe without one of its own gets that of its group.
import acgan from '../pictures/acgan.webp';
import cut from '../pictures/cut.webp';
import cyclegan from '../pictures/cyclegan.webp';
import dcgan from '../pictures/dcgan.webp';
import fastgan from '../pictures/fastgan.webp';
import pix2pix from '../pictures/pix2pix.webp';
import srgan from '../pictures/srgan.webp';
import style from '../pictures/style.webp';
import stylegan from '../pictures/stylegan.webp';
import wganGp from '../pictures/wgan-gp.webp';
import { type Group } from './groups.ts';

const OWN: Record<string, string> = {
  acgan,
  cut,
  cyclegan,
  dcgan,
  fastgan,
  pix2pix,
  srgan,
  style,
  stylegan,
  'wgan-gp': wganGp,
};
const OF_GROUP: Record<Group, string> = { style, upscale: srgan, translate: cyclegan, generate: dcgan };

export function pictureOf(id: string, group: Group): string {
  return OWN[id] ?? OF_GROUP[group];
}
